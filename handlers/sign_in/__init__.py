"""The sign-in through Gosuslugi, in the chat."""
