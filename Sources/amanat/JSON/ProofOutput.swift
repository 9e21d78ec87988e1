import TestimonyVault

/// A proof that was made, and the file that it was written to.
struct ProofOutput: Encodable {
    let file: String?
    /// As the format has it: text.
    let proof: String
}

/// Evidence that was made, what it shows, and the file that it was written to.
struct EvidenceOutput: Encodable {
    let file: String
    let evidence: RecordEvidence
}
