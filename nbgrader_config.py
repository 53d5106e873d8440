"""nbgrader's settings: this folder is the course directory, see README.md."""

from pathlib import Path

from course.grading.settings import assignments_in, configure

c = get_config()  # type: ignore[name-defined]  # noqa: F821
configure(c, assignments_in(Path(__file__).parent))
