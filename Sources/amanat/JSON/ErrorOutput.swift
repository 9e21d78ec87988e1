/// What went wrong, or is to be known beside the result: one object in one line of standard error.
struct ErrorOutput: Encodable {
    /// The case of the reason, `usage` or `notice`. It stays the same in every language.
    let code: String
    /// What a person would read.
    let message: String
    /// What to do.
    var hint: String?
}
