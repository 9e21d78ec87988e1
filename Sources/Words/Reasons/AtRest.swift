package import AtRest

extension AtRestError {
    /// What happened.
    package var sentence: Sentence {
        switch self {
        case .file(let error): error.sentence
        case .damaged(let place): Sentence("\(place) is damaged: it is not as this vault wrote it")
        case .wrongPassphrase: Sentence("wrong passphrase")
        case .outOfMemory(let memoryKiB, nil):
            Sentence(
                "this machine does not give the \(memoryKiB / 1024) MiB of memory that the passphrase needs"
            )
        case .outOfMemory(let memoryKiB, let thereKiB?):
            Sentence(
                "this machine does not give the \(memoryKiB / 1024) MiB of memory that the passphrase needs (\(thereKiB / 1024) MiB are free)"
            )
        case .otherVersion(_, isEarlier: true):
            Sentence(
                "this vault was made by an earlier build of amanat; it is not damaged, and this build cannot open it"
            )
        case .otherVersion(_, isEarlier: false):
            Sentence(
                "this vault was made by a later build of amanat; it is not damaged, and this build cannot open it"
            )
        case .noFreeSlot: Sentence("all eight passphrases are in use")
        case .opensAlready:
            Sentence("this passphrase opens the vault already: nothing was changed")
        case .slotsAltered:
            Sentence(
                "keyslots was altered: it is not known which passphrases open this vault")
        case .tooLarge(let place):
            Sentence("\(place) would be larger than what is ever read again: nothing was written")
        case .stopped: Sentence("interrupted")
        }
    }

    /// What to do; nil where there is nothing.
    package var hint: Sentence? {
        switch self {
        case .file(let error): error.hint
        case .damaged: Sentence("`amanat verify` names all that is damaged")
        case .outOfMemory: Sentence("close other programs, then try again")
        case .otherVersion: Sentence("open it with the build that made it")
        case .noFreeSlot: Sentence("`amanat passphrase remove` removes one")
        case .slotsAltered:
            Sentence("`amanat passphrase remove --others` keeps the one typed alone")
        case .wrongPassphrase, .opensAlready, .tooLarge, .stopped: nil
        }
    }
}
