"""The words: gettext catalogues by language, and the texts that an operator may edit."""
