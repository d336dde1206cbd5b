"""The only code that decodes media. It runs inside the sandbox."""
