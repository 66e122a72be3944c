"""`python -m ketacost.cli`."""

from ketacost.cli import main

raise SystemExit(main())
