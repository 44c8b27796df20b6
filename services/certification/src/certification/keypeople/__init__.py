"""How well the holders of posts are trained, as training said last; never who."""
