"""What can happen to a child online: codes, children's words, how grave, how soon to answer."""
