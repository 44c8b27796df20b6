"""Whether the people in the posts that matter are trained; told without saying who they are."""
