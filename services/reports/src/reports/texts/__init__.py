"""What people write, cleaned before it is kept: no address of a picture is ever stored."""
