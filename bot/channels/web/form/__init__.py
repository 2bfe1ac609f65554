"""The plain form: the guide as one page, sealed in the browser where script runs. docs/decisions/0081-plain-form.md."""
