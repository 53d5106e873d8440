"""Questions, evidence, drawings and marking: pure functions without Jupyter or plotly."""
