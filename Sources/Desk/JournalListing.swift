import Journal
import SafeSodium
public import Statements
import TransparencyLog

/// A journal, entry by entry.
public struct JournalListing: Sendable {
    /// One entry.
    public struct Entry: Sendable {
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
    /// Entries, from 1, that are not here, though later ones are.
    public let gaps: [ClosedRange<UInt64>]
    /// How the journal contradicts what was seen of it before.
    public let fault: LogFault?
    /// The newest head, as signed: a C2SP checkpoint.
    public let checkpoint: String
}

extension Vault {
    /// The vault's own journal, or what is known of somebody else's.
    ///
    /// - Parameter whose: the name on a card, or digits of a device or fingerprint, at least 4; nil for the vault's
    ///   own.
    /// - Throws: ``VaultError``: `refused` where nobody, or more than one, is called so, or nothing of their
    ///   journal has come.
    public mutating func journalListing(of whose: String? = nil) throws(VaultError)
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
            throw VaultError(.refused, "nothing of the journal of \(owner.quotedName) has come yet")
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
                person: [.enrolled, .acknowledged].contains(leaf.kind) ? names[leaf.object] : nil)
        }
        let forgotten = whose == nil ? journal.forgottenCount : log.pieces[0].start.size
        var gaps = log.gaps
        if log.pieces[0].start.size > forgotten {
            gaps.insert(forgotten..<log.pieces[0].start.size, at: 0)
        }
        return JournalListing(
            name: owner.name, device: owner.key.name, size: newest.end.size,
            forgottenCount: forgotten, entries: entries,
            gaps: gaps.map(\.entryNumbers),
            fault: log.fault, checkpoint: String(decoding: head.encoded, as: UTF8.self))
    }

    private func person(called whose: String) throws(VaultError) -> Person {
        let digits = whose.hasPrefix("amanat/") ? String(whose.dropFirst(7)) : whose
        let found = people.all.filter {
            $0.card.name == whose
                || (digits.utf8.count >= 4
                    && $0.card.fingerprint.hex.hasPrefix(digits.lowercased()))
        }
        guard let person = found.first else {
            throw VaultError(.refused, "nobody here is called \(whose.debugDescription)")
        }
        guard found.count == 1 else {
            let devices = found.map(\.card.key.name).joined(separator: ", ")
            throw VaultError(
                .refused, "\(found.count) people are called \(whose.debugDescription)",
                hint: "name the device: \(devices)")
        }
        return person
    }
}
