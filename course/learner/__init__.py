"""What the course remembers of a learner, kept on her own machine."""
