"""``python -m course`` does what the command ``course`` does."""

from course.cli import main

if __name__ == "__main__":
    main()
