"""`python -m reviewgen`."""

from reviewgen.cli import main

if __name__ == "__main__":
    main()
