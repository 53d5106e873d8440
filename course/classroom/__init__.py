"""The instructor's tools: a class from its folder to returned feedback and exported grades."""
