/// What a person types who is asked, beside names and numbers.
public enum Answer {
    private static let yes: Set<String> = ["y", "yes", "д", "да", "ҳа", "بله"]

    /// Whether it is a yes to a question of yes and no, in any of the languages.
    public static func isYes(_ typed: String) -> Bool {
        yes.contains(typed.lowercased())
    }

    /// Whether it is the word that ``Sentence/typeYes`` asks for.
    public static func isTypedYes(_ typed: String) -> Bool {
        typed == "yes"
    }
}
