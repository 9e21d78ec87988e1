public import Outside

/// How the command says what it says, and what it says of the command line itself.
extension Sentence {
    /// Something to know beside the result.
    public static func notice(_ what: Sentence) -> Sentence {
        Sentence("amanat: \(what)")
    }

    /// A value to be copied, beside the result.
    public static func notice(_ what: Sentence, value: String) -> Sentence {
        Sentence("amanat: \(what): \(value)")
    }

    /// What went wrong.
    public static func error(_ what: Sentence) -> Sentence {
        Sentence("amanat: error: \(what)")
    }

    /// What to do.
    public static func hint(_ what: Sentence) -> Sentence {
        Sentence("hint: \(what)")
    }

    /// What went wrong, and in parentheses what to do, where there is something to do.
    public static func problem(_ error: VaultError) -> Sentence {
        guard let hint = error.hint else { return error.sentence }
        return Sentence("\(error.sentence) (\(hint))")
    }

    /// Where results go to.
    public static func cannotWriteOutput(_ reason: String) -> Sentence {
        Sentence("standard output cannot be written: \(reason)")
    }

    /// Something in the vault that is not as it was written.
    public static func damaged(_ error: VaultError) -> Sentence {
        Sentence("damaged: \(error.sentence)")
    }

    // MARK: The command line

    /// No `--vault`, and nothing to take its place.
    public static let noVaultNamed = Sentence(
        "No vault is named, and $HOME is not set: use --vault DIR.")
    /// Two options want `-`.
    public static let standardInputTwice = Sentence(
        "Standard input cannot be read for two things at once.")
    /// A file's name, of the command line.
    public static let emptyFileName = Sentence("the name of a file is empty")
    /// Instead of a file's name. The key is not repeated.
    public static let keyForFileName = Sentence(
        "a secret key was given, where the name of a file is wanted")
    /// For ``keyForFileName``.
    public static let keyForFileNameHint = Sentence(
        "it is in the shell's history now; `-i -` reads keys from standard input")
}
