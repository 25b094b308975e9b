"""``python -m o2o``: the command line."""

from o2o.cli import main

if __name__ == "__main__":
    main()
