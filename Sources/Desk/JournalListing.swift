public import Outside
import SafeSodium
public import Statements
import TransparencyLog
public import VaultStore

/// A journal, entry by entry.
public struct JournalListing: Sendable {
    /// One entry.
    public struct Entry: Sendable, Encodable {
        /// From 1.
        public let number: UInt64
        /// What it remembers, such as `sealed`.
        public let kind: String
        /// The object, bundle or person that it is about.
        public let object: ObjectID
        /// As its kind says.
        public let sha256: String
        /// When, as the device's clock had it.
        public let time: String
        /// Whether the clock had been set back since the entry before.
        public let isClockSetBack: Bool
        /// The name of the person that it is about; nil where it is about none, or one who is not known here.
        public let person: String?

        private enum CodingKeys: String, CodingKey {
            case kind, object, sha256, time, person
            case number = "entry"
            case isClockSetBack = "clockSetBack"
        }
    }

    /// The name on the card of the device whose journal it is.
    public let name: String
    /// The device.
    public let device: String
    /// How many entries the journal has, with those that are not here.
    public let size: UInt64
    /// How many of the first entries were forgotten.
    public let forgottenCount: UInt64
    /// The entries that are here.
    public let entries: [Entry]
    /// Entries that are not here, though later ones are.
    public let gaps: [EntryRange]
    /// How the journal contradicts what was seen of it before.
    public let fault: LogFault?
    /// The newest head, as signed: a C2SP checkpoint.
    public let checkpoint: String
    /// What of this vault was found damaged on the way, and skipped.
    public let damage: [VaultError]
}

extension Store {
    /// The vault's own journal, or what is known of somebody else's.
    ///
    /// - Parameter whose: the name on a card, or digits of a device or fingerprint, at least 4; nil for the vault's
    ///   own.
    /// - Throws: ``VaultError``: `refused` where nobody, or more than one, is called so, or nothing of their
    ///   journal has come.
    package mutating func journalListing(of whose: String?) throws(VaultError)
        -> JournalListing
    {
        let (owner, log): (Card, KnownLog)
        if let whose {
            let person = try person(called: whose)
            (owner, log) = (person.card, try copy(of: person)?.log ?? KnownLog())
        } else {
            (owner, log) = (card, try self.log())
        }
        guard let newest = log.newest, let head = newest.checkpoints.last else {
            throw VaultError(DeskReason.nothingOfJournal(of: owner.name))
        }
        var names: [ObjectID: String] = [card.fingerprint.shortID: card.name]
        for person in people.all { names[person.card.fingerprint.shortID] = person.card.name }
        var latest = Timestamp(secondsSince1970: 0)
        let entries = log.leaves.map { indexed in
            let leaf = indexed.leaf
            defer { latest = leaf.time }
            return JournalListing.Entry(
                number: indexed.index + 1, kind: leaf.kind.name, object: leaf.object,
                sha256: leaf.hash.hex, time: "\(leaf.time)",
                isClockSetBack: latest.map { leaf.time < $0 } ?? false,
                person: leaf.kind.isAboutPerson ? names[leaf.object] : nil)
        }
        let forgotten = whose == nil ? forgottenCount : log.pieces[0].start.size
        var gaps = log.gaps
        if log.pieces[0].start.size > forgotten {
            gaps.insert(forgotten..<log.pieces[0].start.size, at: 0)
        }
        return JournalListing(
            name: owner.name, device: owner.key.name, size: newest.end.size,
            forgottenCount: forgotten, entries: entries,
            gaps: gaps.map(EntryRange.init),
            fault: log.fault, checkpoint: String(decoding: head.encoded, as: UTF8.self),
            damage: takeDamage())
    }
}
