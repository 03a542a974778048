"""A report in Word: the document, its styles and XML, and an author's document whose placeholders are filled."""
