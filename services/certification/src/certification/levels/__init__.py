"""How ratings become levels: of a module, and of a school."""
