"""What is taught: modules, their units and questions, as they come with the program."""
