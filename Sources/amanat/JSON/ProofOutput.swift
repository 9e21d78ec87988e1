/// A proof that was made, and the file that it was written to.
struct ProofOutput: Encodable {
    let file: String?
    /// As the format has it: text.
    let proof: String
}
