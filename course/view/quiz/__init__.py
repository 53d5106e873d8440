"""The quiz: `quiz("id")` shows a question, marks it in the browser and keeps the answers."""

from course.view.quiz.widget import quiz

__all__ = ["quiz"]
