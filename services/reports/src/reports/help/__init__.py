"""A child's way in: whom to call, without a cookie, a menu or a sign-in."""
