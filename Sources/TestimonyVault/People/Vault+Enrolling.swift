import TransparencyLog
import Journal
import DurableFiles
import SafeSodium
public import Statements
public import SystemPackage

extension Vault {
    /// A record names at most 64 recipients; one of them may be this vault.
    private static let mostCoordinators = 63

    /// Reads a card from a file, and checks it against itself. That shows whose keys it holds only
    /// once the safety number has been compared.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public static func readCard(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Card {
        do {
            let bytes = try surroundings.files.readPlainFile(
                path, limit: Card.maximumByteCount)
            return try Card(parsing: bytes)
        } catch {
            throw VaultError(error).about("the card \(path.shown) is refused")
        }
    }

    /// Checks that a card's safety number was typed.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it is none, or another.
    public static func requireNumber(_ typed: String, of card: Card) throws(VaultError) {
        guard SafetyNumber.isWellFormed(typed) else {
            throw VaultError(
                .refused, "that is not a safety number: nothing was changed",
                hint: "a safety number has 8 groups of 5 digits")
        }
        guard card.fingerprint.safetyNumber.matches(typed) else {
            throw VaultError(
                .refused, "the safety number does not match: nothing was changed",
                hint: "compare it again, in person or by voice; if it still differs, the card was "
                    + "altered or is somebody else's")
        }
    }

    /// Trusts a card from now on, because its safety number was compared with its owner.
    ///
    /// - Parameters:
    ///   - card: from ``readCard(at:surroundings:)``.
    ///   - typed: the safety number as the person typed it.
    /// - Returns: false where the card was enrolled before; then nothing changes.
    /// - Throws: ``VaultError`` of the kind `refused` where the number is another, or the card is
    ///   the vault's own.
    @discardableResult
    public mutating func enroll(_ card: Card, confirming typed: String) throws(VaultError) -> Bool {
        guard card.fingerprint != core.card.fingerprint else {
            throw VaultError(.refused, "this is the vault's own card")
        }
        try Self.requireNumber(typed, of: card)
        if role == .recorder, card.role == .recorder {
            throw VaultError(
                .refused, "a recorder enrols coordinators only",
                hint: "a seized laptop must not name colleagues")
        }
        if people[card.fingerprint]?.isEnrolled == true { return false }
        guard card.role == .recorder || people.coordinators.count < Self.mostCoordinators else {
            throw VaultError(
                .refused, "\(Self.mostCoordinators) coordinators are enrolled: there cannot be more"
            )
        }
        var person = people[card.fingerprint] ?? Person(card: card)
        // The card that was compared counts, whatever came along with a bundle before.
        person.card = card
        person.enrolledAt = logState.frontier.size
        // The leaf first: what is sealed from here on is sealed to them, and the log says so.
        try append([
            Leaf(
                .enrolled, card.fingerprint.shortID, SHA256Hash(of: card.encoded),
                at: core.surroundings.now())
        ])
        people[card.fingerprint] = person
        try core.write(people)
        return true
    }

    /// Everybody that is enrolled.
    public var enrolledCards: [Card] { people.enrolled.map(\.card) }
}
