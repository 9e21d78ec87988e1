import AtRest
import DurableFiles
import Outside
import Statements
public import VaultStore

extension StoreReason {
    /// What is wrong with a vault, or with what is wanted of it.
    var sentence: Sentence {
        switch self {
        case .noVault(let path): Sentence("there is no vault at \(path: path)")
        case .markerDamaged(let marker):
            Sentence("\(path: marker) is damaged or missing, and the rest of a vault is there")
        case .otherVersion(let path, true):
            Sentence(
                "an earlier build of Amanat made the vault at \(path: path), with other formats")
        case .otherVersion(let path, false):
            Sentence("a later build of Amanat made the vault at \(path: path), with other formats")
        case .keeperNotMade: Sentence("this version makes no vault for a keeper")
        case .inUse(let path): Sentence("another command is using the vault at \(path: path)")
        case .vaultIsThere(let path): Sentence("there is a vault at \(path: path) already")
        case .folderNotEmpty(let path): Sentence("the folder \(path: path) is not empty")
        case .weakPassphrase(let weakness):
            Sentence("this passphrase will not do: \(weakness.sentence)")
        case .fileIsThere(let path): Sentence("\(path: path) exists already")
        case .cardNotReplaced(let path):
            Sentence("\(path: path) is there already: nothing is overwritten")
        case .journalHeadMissing: Sentence("journal/head is missing")
        case .journalHeadNotSigned: Sentence("journal/head was not signed by this vault")
        case .entryRefused: Sentence("an entry of a journal holds what none should")
        case .wentBack(let size, let name, let signed, let time):
            Sentence(
                """
                this vault's journal went back from \(signed) to \(size) entries: \
                \(quoted: name) signed for \(signed) on \(time). It is a restored backup, or a \
                second copy of it is in use; nothing more is signed with it
                """)
        case .otherHistory(let name, let signed, let time):
            Sentence(
                """
                this vault's journal is not the one of which \(quoted: name) signed \(signed) \
                entries on \(time). It is a restored backup, or a second copy of it is in use; \
                nothing more is signed with it
                """)
        case .logFault(let fault): fault.sentence
        case .noRoom(let needed, let free):
            Sentence(
                """
                the disk is full: this needs \(mebibytes: needed), and \(mebibytes: free) are \
                free; nothing was written
                """)
        case .noRoomForBundle(let needed, let free):
            Sentence(
                """
                the disk is full: what this bundle holds needs \(mebibytes: needed), and \
                \(mebibytes: free) are free; nothing was written
                """)
        case .otherObjectIsThere(let id):
            Sentence("objects/\(id).age is there, and is another object")
        case .nobody(let name): Sentence("nobody here is called \(quoted: name)")
        case .ambiguousPerson(let name, let devices):
            Sentence("\(devices.count) people are called \(quoted: name)")
        case .onlyPassphrase:
            Sentence("this is the only passphrase of the vault: nothing was changed")
        case .passphrasesMissing(let given, let count):
            Sentence("\(given) of \(count) passphrases were given: nothing was changed")
        case .passphrasesChanged:
            Sentence("another command changed the passphrases meanwhile: nothing was changed")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .noVault: Sentence("`amanat init` makes one; `--vault DIR` names another place")
        case .markerDamaged:
            Sentence(
                "it holds the line `amanat-vault/v\(VaultLayout.version)`: write it again, then `amanat verify`"
            )
        case .otherVersion(_, true):
            Sentence("formats are not frozen before version 1: open it with the build that made it")
        case .otherVersion(_, false): Sentence("use that build, or a newer one")
        case .inUse: Sentence("wait until it has ended, then try again")
        case .folderNotEmpty: Sentence("a vault wants a folder of its own")
        case .weakPassphrase(let weakness):
            Sentence("\(weakness.hint): `amanat init --generate`")
        case .fileIsThere, .cardNotReplaced: Sentence("name another file")
        case .journalHeadMissing: Sentence("`amanat verify` says more")
        case .wentBack, .otherHistory:
            Sentence(
                """
                tell the coordinator; make a new vault for what comes (`amanat init`), and hand off \
                what is here by `amanat sync --despite-fault FOLDER`
                """)
        case .noRoom, .noRoomForBundle:
            Sentence(
                """
                make room: `amanat sync FOLDER` hands off, and `amanat prune` removes what was \
                signed for
                """)
        case .ambiguousPerson(_, let devices):
            Sentence("name the device: \(list: devices.map(Sentence.plain))")
        case .onlyPassphrase: Sentence("`amanat passphrase change` sets another in its place")
        case .passphrasesMissing:
            Sentence("the cost is worked into each of them; `--drop-others` removes the rest")
        case .passphrasesChanged: Sentence("try again")
        case .vaultIsThere, .keeperNotMade, .journalHeadNotSigned, .entryRefused, .logFault,
            .otherObjectIsThere,
            .nobody:
            nil
        }
    }
}

extension LogFault {
    /// In words that need no knowledge of trees.
    public var sentence: Sentence {
        let number = entries.lowerBound + 1
        switch (kind, time) {
        case (.wentBack, let time?):
            return Sentence(
                """
                this laptop's journal went back from \(seenSize) to \(entries.lowerBound) entries \
                on \(time): a restored backup, or a second copy of it is in use
                """)
        case (.wentBack, nil):
            return Sentence(
                """
                this laptop's journal went back from \(seenSize) to \(entries.lowerBound) entries: \
                a restored backup, or a second copy of it is in use
                """)
        case (.forked, let time?):
            return Sentence(
                """
                this laptop's journal was continued twice from entry \(number) (\(time)) on: \
                a second copy of it, or a restored backup is in use
                """)
        case (.forked, nil):
            return Sentence(
                """
                this laptop's journal was continued twice from entry \(number) on: \
                a second copy of it, or a restored backup is in use
                """)
        case (.altered, _):
            return Sentence(
                """
                entry \(number) of this laptop's journal is not the one that was seen before, \
                and later ones are: it was altered
                """)
        case (.twoHeads, let time?):
            return Sentence(
                """
                this laptop has signed two different journals of \(seenSize) entries, which part \
                at entry \(number) on \(time): a second copy of it is in use, or it was altered
                """)
        case (.twoHeads, nil):
            return Sentence(
                """
                this laptop has signed two different journals of \(seenSize) entries, which part \
                at entry \(number): a second copy of it is in use, or it was altered
                """)
        case (.unlikeBefore, _):
            return Sentence(
                """
                one of the entries \(number) to \(entries.upperBound) of this laptop's journal is \
                not the one that was seen before: a restored backup or a second copy of it is in \
                use, or it was altered
                """)
        }
    }
}

extension RecordReason {
    /// Why an object is put aside, or is damage.
    var sentence: Sentence {
        switch self {
        case .otherDevice:
            Sentence("it was recorded by another device than the one that sent it")
        case .unknownDevice: Sentence("nothing is known of the device that signed it")
        case .otherAttachment:
            Sentence("the attachment is not the file that its record speaks of")
        case .notNamedSo: Sentence("it is not the object that its journal names")
        case .notNamed: Sentence("no journal names it")
        case .fromNobody: Sentence("nobody is known from whom it came")
        case .notAsSealed(let entry):
            Sentence("it is not as it was sealed: its SHA-256 is not that of entry \(entry)")
        case .notAsPromised:
            Sentence(
                "it is not the object that was going into the journal: it was left where it is")
        case .missing: Sentence("it is missing")
        case .missingThoughSigned:
            Sentence("it is missing, and this vault has signed a receipt for it")
        case .entriesMissing(let entries, let size):
            Sentence(
                """
                entries \(entries.first) to \(entries.last) are missing, and this vault has signed \
                a receipt for entries up to \(size)
                """)
        case .otherJournal(let size):
            Sentence("it is not the journal of \(size) entries that this vault signed for")
        case .otherEntries(let name, let size):
            Sentence(
                """
                \(quoted: name) has signed for \(size) entries that are not these: this vault is a \
                restored backup, or was altered
                """)
        case .headSignature(let size):
            Sentence("the head of \(size) entries: a signature on it does not hold")
        case .uncheckable: Sentence("without it nothing else can be checked")
        }
    }
}

extension DraftReason {
    /// What is wrong with a draft.
    var sentence: Sentence {
        switch self {
        case .held: Sentence("another window is at this draft")
        case .none(let id): Sentence("there is no draft \(id)")
        case .attachmentChanged: Sentence("it is not the file any more that was attached")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .held: Sentence("go on there, or close it first")
        case .none: Sentence("`amanat status` lists them")
        case .attachmentChanged: nil
        }
    }
}

extension EnrollingReason {
    /// Why somebody is not enrolled.
    var sentence: Sentence {
        switch self {
        case .ownCard: Sentence("this is the vault's own card")
        case .recorderForRecorder: Sentence("a recorder enrols coordinators only")
        case .tooMany(let count):
            Sentence("\(count) coordinators are enrolled: there cannot be more")
        case .otherCard(let name):
            Sentence(
                """
                another card of the same device is enrolled, as \(quoted: name): nothing was changed
                """)
        case .noSafetyNumber: Sentence("that is not a safety number: nothing was changed")
        case .otherSafetyNumber:
            Sentence("the safety number does not match: nothing was changed")
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .ownCard, .tooMany, .otherCard: nil
        case .recorderForRecorder: Sentence("a seized laptop must not name colleagues")
        case .noSafetyNumber: Sentence("a safety number has 8 groups of 5 digits")
        case .otherSafetyNumber:
            Sentence(
                """
                compare it again, in person or by voice; if it still differs, the card was altered \
                or is somebody else's
                """)
        }
    }
}

extension Mended {
    /// What opening a vault mended, or could not.
    public var sentence: Sentence {
        switch self {
        case .tornWrite(let place, let isCutOff):
            isCutOff
                ? Sentence(
                    "a write to the journal had not finished, and was cut off (\(place.sentence))")
                : Sentence(
                    """
                    a write to the journal had not finished, and stays: the disk cannot be written \
                    (\(place.sentence))
                    """)
        case .adopted(let count):
            Sentence(
                """
                \(count, "# sealed testimony", "# sealed testimonies") had no entry in the journal \
                yet, after a crash, and got one now
                """)
        case .foreign(let subject):
            Sentence("\(subject.sentence) is not of this vault: it was left where it is")
        case .signsNothing(let error): error.sentence
        }
    }
}

extension ProfileFlaw {
    /// What of a testimony lasts no longer than classic cryptography.
    public var sentence: Sentence {
        switch self {
        case .classicStanza:
            Sentence(
                """
                it opens with a key of a classic kind as well, so it is closed no longer than \
                classic cryptography holds
                """)
        case .classicAttachmentStanza:
            Sentence(
                """
                an attachment opens with a key of a classic kind as well, so it is closed no longer \
                than classic cryptography holds
                """)
        case .classicAttachmentKey:
            Sentence(
                """
                its attachments are sealed with classic cryptography alone, so they are closed no \
                longer than that holds
                """)
        }
    }
}
