"""The question bank in other formats: Moodle XML, GIFT, QTI 2.1 and pages to print; GIFT back in.

Every export gives the file and a list of what the format cannot carry.
"""
