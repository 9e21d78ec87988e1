/// A language: its sentences, and which form it takes with a number.
///
/// It has the shape of a gettext catalogue: English text to text, and a rule for plural forms.
public struct Language: Sendable {
    /// By BCP 47, such as `tg`.
    public let code: String
    /// Which of the forms goes with a number, from 0.
    let pluralForm: @Sendable (UInt64) -> Int
    /// What stands for the English sentence, which is the key. Where one is not there, the English is said.
    let sentences: [String: String]

    init(
        _ code: String, sentences: [String: String],
        pluralForm: @escaping @Sendable (UInt64) -> Int
    ) {
        self.code = code
        self.sentences = sentences
        self.pluralForm = pluralForm
    }

    /// One, and many.
    public static let english = Language("en", sentences: [:]) { $0 == 1 ? 0 : 1 }
}
