"""What a customer-service manager looks at on Monday."""
