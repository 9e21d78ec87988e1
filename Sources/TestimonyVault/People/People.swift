import FoundationEssentials
package import SafeSodium
package import Statements
package import TransparencyLog

/// Everybody whose card this vault has seen: the box `people`.
package struct People: Sendable {
    private var persons: [Fingerprint: Person] = [:]

    package init() {}

    package subscript(_ fingerprint: Fingerprint) -> Person? {
        get { persons[fingerprint] }
        set { persons[fingerprint] = newValue }
    }

    /// The person of a device; nil where its card was never seen.
    package func person(ofDevice name: String) -> Person? {
        persons.values.first { $0.card.fingerprint.deviceName == name }
    }

    /// In the order of their names, then fingerprints.
    package var all: [Person] {
        persons.values.sorted {
            ($0.card.name, $0.card.fingerprint) < ($1.card.name, $1.card.fingerprint)
        }
    }

    /// Those whose safety number was compared.
    package var enrolled: [Person] { all.filter(\.isEnrolled) }

    /// Those to whom testimonies are sealed.
    package var coordinators: [Person] { enrolled.filter { $0.card.role == .coordinator } }
}

extension Sequence where Element == Person {
    /// Whether a leaf of this vault's own log names an object that was sealed to some of these coordinators, and all
    /// to whom it was sealed have signed for it.
    func haveAllSigned(for indexed: IndexedLeaf) -> Bool {
        let meant = filter { $0.enrolledAt.map { $0 < indexed.index } ?? false }
        return !meant.isEmpty
            && meant.allSatisfy {
                $0.receiptTaken?.receipt.vouches(for: indexed.leaf.object, at: indexed.index)
                    ?? false
            }
    }
}

/// Somebody, as this vault knows them.
package struct Person: Sendable {
    package var card: Card
    /// The index of the leaf of this vault's own log by which they were enrolled: what was sealed behind it
    /// was sealed to them. nil where they are not enrolled.
    package var enrolledAt: UInt64?
    /// The newest receipt that this coordinator gave for this vault's own log.
    package var receiptTaken: ReceiptWithCheckpoint?
    /// The newest receipt that this vault gave for that device's log.
    package var receiptGiven: ReceiptWithCheckpoint?
    /// A receipt that this coordinator gave for a head which this vault signed, and which its own log does not
    /// have (any more): the log went back. From then on nothing is signed.
    package var unmatchedReceipt: ReceiptWithCheckpoint?

    package init(card: Card, enrolledAt: UInt64? = nil) {
        self.card = card
        self.enrolledAt = enrolledAt
    }

    /// Whether the safety number was compared.
    package var isEnrolled: Bool { enrolledAt != nil }
}

/// A receipt, and the cosigned checkpoint that it speaks of.
package struct ReceiptWithCheckpoint: Sendable {
    package let receipt: Receipt
    package let checkpoint: SignedCheckpoint
    /// When the coordinator cosigned, in seconds since 1970.
    package let cosignedAt: Timestamp

    /// Reads both, and checks that this coordinator signed both and that they speak of one head.
    package init(
        receipt: [UInt8], checkpoint: [UInt8], by coordinator: Card
    ) throws(StatementError) {
        let receipt = try Receipt(parsing: receipt, signedBy: coordinator.key)
        let checkpoint = try reading { () throws(NoteError) in
            try SignedCheckpoint(parsing: checkpoint, limit: 16 << 10)
        }
        let cosignature = try reading { () throws(NoteError) in
            try checkpoint.cosignature(by: coordinator.cosignatureKey)
        }
        guard checkpoint.checkpoint.origin == receipt.log,
            checkpoint.checkpoint.size == receipt.size, checkpoint.checkpoint.root == receipt.root,
            let cosignedAt = Timestamp(secondsSince1970: Int64(clamping: cosignature.time))
        else { throw .contradiction("the receipt and its checkpoint speak of different heads") }
        self.receipt = receipt
        self.checkpoint = checkpoint
        self.cosignedAt = cosignedAt
    }
}

// MARK: The box

/// The JSON of the box `people`. Source: the page *The vault's folder*, "Box".
private struct Form: Codable {
    let version: Int
    let people: [Entry]

    struct Entry: Codable {
        let card: String
        let enrolledAt: UInt64?
        let receiptTaken: Pair?
        let receiptGiven: Pair?
        let unmatchedReceipt: Pair?
    }

    struct Pair: Codable {
        let receipt: String
        let checkpoint: String

        init(_ pair: ReceiptWithCheckpoint) {
            receipt = String(decoding: pair.receipt.note.encoded, as: UTF8.self)
            checkpoint = String(decoding: pair.checkpoint.encoded, as: UTF8.self)
        }

        func read(by coordinator: Card) throws -> ReceiptWithCheckpoint {
            try ReceiptWithCheckpoint(
                receipt: Array(receipt.utf8), checkpoint: Array(checkpoint.utf8), by: coordinator)
        }
    }
}

extension People {
    /// Reads the box. Every signature in it is checked again.
    ///
    /// - Parameter own: this vault's card, whose key signed the receipts that it gave.
    package init(parsing contents: borrowing SecretBytes, own: Card) throws {
        let form = try JSONDecoder().decode(
            Form.self, from: Data([UInt8](contents.bytes)))
        guard form.version == 1 else { throw StatementError.wrongSignatures }
        for entry in form.people {
            let card = try Card(parsing: Array(entry.card.utf8))
            var person = Person(card: card, enrolledAt: entry.enrolledAt)
            person.receiptTaken = try entry.receiptTaken?.read(by: card)
            person.receiptGiven = try entry.receiptGiven?.read(by: own)
            person.unmatchedReceipt = try entry.unmatchedReceipt?.read(by: card)
            persons[card.fingerprint] = person
        }
    }

    /// The contents of the box.
    package func encoded() throws -> [UInt8] {
        let entries = all.map { person in
            Form.Entry(
                card: String(decoding: person.card.encoded, as: UTF8.self),
                enrolledAt: person.enrolledAt,
                receiptTaken: person.receiptTaken.map(Form.Pair.init),
                receiptGiven: person.receiptGiven.map(Form.Pair.init),
                unmatchedReceipt: person.unmatchedReceipt.map(Form.Pair.init))
        }
        return [UInt8](try JSONEncoder().encode(Form(version: 1, people: entries)))
    }
}
