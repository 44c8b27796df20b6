"""How levels are counted: of a module, of a school, and the shortest way to the next one."""
