"""What a learner sees in a notebook: quizzes, evidence boxes and their static stand-ins."""
