/// What gives reasons their sentences where results are encoded: for scripts that show them to people.
///
/// An encoder that has one in its `userInfo` writes a `message` beside each `reason`; without, the facts alone.
public struct ReasonWords: Sendable {
    /// The key in an encoder's `userInfo`.
    public static let key: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "amanat.reasons") else {
            preconditionFailure("any text is a key")
        }
        return key
    }()

    private let words: @Sendable (any Reason) -> String

    /// - Parameter words: the sentence of a reason, in the language of whoever reads it.
    public init(_ words: @escaping @Sendable (any Reason) -> String) {
        self.words = words
    }

    /// The sentence of a reason; nil where the encoder was given no words.
    package static func message(of reason: any Reason, for encoder: any Encoder) -> String? {
        (encoder.userInfo[key] as? ReasonWords)?.words(reason)
    }
}
