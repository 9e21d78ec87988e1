public import VaultStore
public import Statements
public import SystemPackage

/// Journals, and proofs from them.
extension Sentence {
    // MARK: Entries

    /// The vault's own journal has a begin that is gone.
    public static func forgotten(_ count: UInt64) -> Sentence {
        Sentence(
            """
            \(count, "The first # entry was forgotten, after all coordinators had signed for it.",
                "The first # entries were forgotten, after all coordinators had signed for them.")
            """)
    }

    /// Somebody else's journal has a begin that did not come.
    public static func knownFrom(entry: UInt64) -> Sentence {
        Sentence("It is known from entry \(entry) on.")
    }

    /// A line between entries, where some are missing.
    public static func notHere(_ entries: EntryRange) -> Sentence {
        entries.first == entries.last
            ? Sentence("…  entry \(entries.first) is not here")
            : Sentence("…  entries \(entries.first) to \(entries.last) are not here")
    }

    /// A journal that contradicts what was seen of it.
    public static func notReliedOn(_ fault: Sentence) -> Sentence {
        Sentence("Not relied on: \(fault)")
    }

    /// One entry.
    public static func entry(
        _ number: UInt64, _ time: String, _ what: Sentence, isClockSetBack: Bool
    ) -> Sentence {
        isClockSetBack
            ? Sentence("\(number)  \(time)  \(what)  (the clock had been set back)")
            : Sentence("\(number)  \(time)  \(what)")
    }

    /// What happened, as an entry of a kind remembers it.
    ///
    /// - Parameters:
    ///   - kind: as the format calls it; one that is not known here is said as it is.
    ///   - person: the name of whom it is about; nil where that is not known.
    public static func happened(_ kind: String, _ object: ObjectID, person: String?) -> Sentence {
        let somebody = person.map { Sentence.person($0) } ?? Sentence("somebody (\(object))")
        return switch kind {
        case "sealed": Sentence("testimony \(object) was sealed")
        case "attached": Sentence("attachment \(object) was sealed")
        case "enrolled": Sentence("\(somebody) was enrolled")
        case "handed-off": Sentence("bundle \(object) was put out")
        case "received": Sentence("bundle \(object) was taken in")
        case "acknowledged": Sentence("\(somebody) gave a receipt")
        case "opened": Sentence("testimony \(object) was opened")
        default: Sentence("\(kind) \(object)")
        }
    }

    // MARK: Proofs

    /// No `--card`.
    public static let cardNeeded = Sentence("At least one card is needed: --card FILE.")

    /// Where a proof was written.
    public static func proofWritten(_ path: FilePath) -> Sentence {
        Sentence("Proof: \(path: path)")
    }

    /// All of it was checked.
    public static let proofHolds = Sentence("The proof holds.")
    /// A label.
    public static let testimonyLabel = Sentence("Testimony:")
    /// A label.
    public static let attachmentLabel = Sentence("Attachment:")
    /// A label.
    public static let sealedLabel = Sentence("Sealed:")
    /// A label.
    public static let signedLabel = Sentence("Signed:")
    /// A label.
    public static let uncheckedLabel = Sentence("Unchecked:")
    /// A label.
    public static let sha256Label = Sentence("SHA-256:")

    /// Which entry of whose journal.
    public static func provenEntry(
        _ number: UInt64, of size: UInt64, _ name: String, _ device: String
    ) -> Sentence {
        Sentence("entry \(number) of \(size), \(quoted: name), \(device)")
    }

    /// When it was sealed.
    public static func byThatClock(_ time: String) -> Sentence {
        Sentence("\(time), by the clock of that laptop")
    }

    /// A cosignature.
    public static func signedBy(_ name: String, _ device: String, at time: String) -> Sentence {
        Sentence("\(time), so it was there by then; by \(quoted: name), \(device)")
    }

    /// A cosignature that nothing can be said about.
    public static func uncheckedSignature(by signer: String) -> Sentence {
        Sentence("a cosignature by \(line: signer) whose card is not at hand")
    }

    /// No cosignature.
    public static let timeUnborne = Sentence("No coordinator bears out the time.")

    /// The sealed object's hash.
    public static func toBeCompared(_ sha256: String) -> Sentence {
        Sentence("\(sha256), to be compared with the sealed file")
    }

    /// The sealed object's hash.
    public static func hash(_ sha256: String, ofFile name: String) -> Sentence {
        Sentence("\(sha256), that of \(quoted: name)")
    }
}
