"""How a learner gets into the course: a copy of the lessons, and JupyterLab open on the first."""

from course.start.door import start

__all__ = ["start"]
