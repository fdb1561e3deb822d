"""What an auditor runs: verification and readable history."""
