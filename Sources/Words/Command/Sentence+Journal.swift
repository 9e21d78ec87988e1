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
        case "part": Sentence("part \(object) of a testimony was sealed")
        case "renewed": Sentence("a newer card of \(somebody) was taken")
        case "left": Sentence("\(somebody) left")
        case "lost": Sentence("the laptop of \(somebody) was lost")
        case "receipted": Sentence("a receipt was given to \(somebody)")
        case "resealed": Sentence("\(object) was sealed anew for others")
        case "shared": Sentence("testimony \(object) was shared")
        case "exported": Sentence("testimony \(object) was written out")
        case "destroyed": Sentence("\(object) was destroyed on purpose")
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

    /// What evidence shows, before it is handed over.
    public static let evidenceShows = Sentence("It shows, to whoever gets it:")
    /// `--out` is missing.
    public static let evidenceNeedsFile = Sentence(
        "Evidence is a file: --out FILE names it.")
    /// An original without a part that names it.
    public static let originalWithoutEvidence = Sentence(
        "This is a proof alone: it names no originals that a file could be compared with.")
    /// A sealed object is compared with a proof.
    public static let evidenceHolds = Sentence(
        "The evidence holds: each part below is what was sealed, to the byte.")
    /// A label.
    public static let partLabel = Sentence("Part:")
    /// A label.
    public static let originalLabel = Sentence("Original:")
    /// A label.
    public static let withheldLabel = Sentence("Withheld:")

    /// A paragraph that is shown.
    public static func paragraph(_ number: Int) -> Sentence {
        Sentence("paragraph \(number) of the account")
    }

    /// Another part that is shown.
    public static func part(_ name: String, originals count: Int) -> Sentence {
        count == 0
            ? Sentence("\(quoted: name)") : Sentence("\(count, "# original", "# originals")")
    }

    /// An original that a part names.
    public static func original(
        _ name: String, byteCount: Int64, _ sha256: String, modified: String?, isChecked: Bool
    ) -> Sentence {
        let changed = modified.map { Sentence(", changed last on \($0)") } ?? .plain("")
        return isChecked
            ? Sentence(
                "\(quoted: name), \(byteCount: byteCount)\(changed); it is the file that was given")
            : Sentence(
                """
                \(quoted: name), \(byteCount: byteCount)\(changed); its SHA-256 has to be \(sha256)
                """)
    }

    /// How much is not shown.
    public static func withheld(_ count: Int) -> Sentence {
        Sentence("\(count, "up to # more part", "up to # more parts"), of which this tells nothing")
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
