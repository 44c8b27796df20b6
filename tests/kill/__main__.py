"""`python -m tests.kill N`: the kill harness from the command line."""

import sys

from tests.kill.harness import main

sys.exit(main())
