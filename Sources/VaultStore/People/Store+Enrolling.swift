package import Outside
import SafeSodium
package import Statements

extension Store {
    /// A record names at most 64 recipients; one of them may be this vault.
    package static let mostCoordinators = 63

    /// Trusts a card from now on, because its safety number was compared with its owner.
    ///
    /// - Parameters:
    ///   - card: that was read from a file.
    ///   - typed: the safety number as the person typed it.
    /// - Returns: false where the card was enrolled before; then nothing changes.
    /// - Throws: ``VaultError`` of the kind `refused` where the number is another, or the card is
    ///   the vault's own.
    package mutating func enroll(
        _ card: Card, confirming typed: String
    ) throws(VaultError) -> Bool {
        guard card.fingerprint != self.card.fingerprint else {
            throw VaultError(EnrollingReason.ownCard)
        }
        try card.requireNumber(typed)
        if role == .recorder, card.role != .coordinator {
            throw VaultError(EnrollingReason.recorderForRecorder)
        }
        if let known = people[card.fingerprint], known.isEnrolled {
            guard known.card == card else {
                throw VaultError(EnrollingReason.otherCard(of: known.card.name))
            }
            return false
        }
        guard card.role != .coordinator || people.coordinators.count < Self.mostCoordinators else {
            throw VaultError(EnrollingReason.tooMany(Self.mostCoordinators))
        }
        var person = people[card.fingerprint] ?? Person(card: card)
        // The card that was compared counts, whatever came along with a bundle before.
        person.card = card
        person.enrolledAt = size
        // The leaf first: what is sealed from here on is sealed to them, and the log says so.
        try append(
            [
                Leaf(
                    .enrolled, card.fingerprint.shortID, SHA256Hash(of: card.encoded),
                    at: surroundings.now())
            ], try requireToSign())
        try remember(person)
        return true
    }

    /// Somebody by the name on their card, or by digits of their device or fingerprint.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where nobody, or more than one, is called so.
    package func person(called whose: String) throws(VaultError) -> Person {
        let isDevice = whose.hasPrefix(Fingerprint.devicePrefix)
        let prefix = IDPrefix(
            isDevice ? String(whose.dropFirst(Fingerprint.devicePrefix.count)) : whose)
        let found = people.all.filter {
            $0.card.name == whose || prefix?.matches($0.card.fingerprint) ?? false
        }
        guard let person = found.first else { throw VaultError(StoreReason.nobody(whose)) }
        guard found.count == 1 else {
            throw VaultError(StoreReason.ambiguousPerson(whose, devices: found.map(\.device)))
        }
        return person
    }
}

extension Card {
    /// Checks that this card's safety number was typed.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it is none, or another.
    package func requireNumber(_ typed: String) throws(VaultError) {
        guard SafetyNumber.isWellFormed(typed) else {
            throw VaultError(EnrollingReason.noSafetyNumber)
        }
        guard fingerprint.safetyNumber.matches(typed) else {
            throw VaultError(EnrollingReason.otherSafetyNumber)
        }
    }
}
