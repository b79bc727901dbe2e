"""The messages: what the operator and the clinics write."""
