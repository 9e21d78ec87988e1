import AtRest
import FoundationEssentials
import Outside
package import SafeSodium
package import Statements
import TransparencyLog

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
        persons.values.first { $0.device == name }
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

        init(_ receipt: CosignedReceipt) {
            self.receipt = String(decoding: receipt.notes.receipt, as: UTF8.self)
            checkpoint = String(decoding: receipt.notes.checkpoint, as: UTF8.self)
        }

        func read(by coordinator: Card) throws -> CosignedReceipt {
            let notes = CosignedReceipt.Unverified(
                receipt: Array(receipt.utf8), checkpoint: Array(checkpoint.utf8))
            return try notes.verified(by: coordinator)
        }
    }
}

extension People: BoxContents {
    package static let boxName = VaultLayout.peopleBox

    /// Reads the box. Every signature in it is checked again.
    ///
    /// - Parameter own: this vault's card, whose key signed the receipts that it gave.
    package init(parsing contents: borrowing SecretBytes, own: Card) throws {
        let form = try Form.decoded(from: contents)
        guard form.version == 1 else {
            throw AtRestError.otherVersion(place: Self.boxName, isEarlier: form.version < 1)
        }
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
