package import AgeFile
package import SafeSodium
package import TransparencyLog

/// What a person does in the work.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Seals testimonies, and cannot open them.
    case recorder
    /// Opens what recorders sealed.
    case coordinator
    /// Stores sealed copies and signs for them, and opens no testimony.
    case keeper
}

/// What somebody shows of themselves: a pseudonym, a role, and keys, signed by themselves.
///
/// ```
/// amanat-card/v1
/// name: Лола
/// role: recorder
/// key: amanat/41…+6b1c0f0e+AW…
/// recipient: age1pq1…
/// number: 1
/// time: 2026-11-23T09:12:44Z
/// follows: amanat/93aa…        only where there was a device before
/// ```
/// That a card verifies shows only that whoever made it holds the device key. Source: the page
/// *Signed notes, cards and names*.
public struct Card: Hashable, Sendable {
    package static let kind = "amanat-card/v1"
    package static let maximumByteCount = 16 << 10

    /// The pseudonym that its owner chose. Two people may choose the same.
    public let name: String
    /// What its owner does.
    public let role: Role
    /// Names the device.
    public let fingerprint: Fingerprint
    /// The key that verifies the owner's signatures.
    package let key: VerifierKey
    /// The key to which things are sealed for the owner.
    package let recipient: HybridRecipient
    /// A later card of the same device has a higher one.
    public let number: UInt64
    /// When it was made, as its owner's clock had it.
    package let time: Timestamp
    /// An older device of the same person; nil where there was none.
    package let follows: String?
    /// As it was signed.
    package let note: SignedNote

    /// Makes one's own card.
    package init(
        name: String, role: Role, recipient: HybridRecipient, number: UInt64 = 1,
        time: Timestamp, follows: String? = nil, signedBy key: borrowing SigningKey
    ) throws(StatementError) {
        guard Self.isAcceptable(name: name) else { throw .unacceptableName }
        let fingerprint = Fingerprint(deviceKey: key.verifyingKey.bytes)
        let verifier = VerifierKey(
            name: fingerprint.deviceName, publicKey: key.verifyingKey.bytes, type: .ed25519)
        var text = """
            \(Self.kind)
            name: \(name)
            role: \(role.rawValue)
            key: \(verifier)
            recipient: \(recipient)
            number: \(number)
            time: \(time)

            """
        if let follows { text += "follows: \(follows)\n" }
        self.name = name
        self.role = role
        self.fingerprint = fingerprint
        self.key = verifier
        self.recipient = recipient
        self.number = number
        self.time = time
        self.follows = follows
        self.note = SignedNote(signing: text, as: verifier.name, with: key)
    }

    /// Reads a card and checks it against itself.
    ///
    /// - Throws: ``StatementError/note(_:)`` where it is not a card, is not signed by its own
    ///   key, or needs a newer version; ``StatementError/contradiction(_:)`` where its parts do not belong together.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        let note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        var lines = try reading { () throws(NoteError) in
            try NoteLines(note.text, expecting: Self.kind)
        }
        name = String(try lines.field("name"))
        guard let role = Role(rawValue: String(try lines.field("role"))) else {
            throw .note(.malformedValue(of: "role"))
        }
        let keyText = String(try lines.field("key"))
        key = try reading { () throws(NoteError) in try VerifierKey(keyText) }
        guard case .hybrid(let recipient)? = try? Recipient(String(try lines.field("recipient")))
        else {
            throw .note(.malformedValue(of: "recipient"))
        }
        number = try lines.numberField("number")
        guard number > 0 else { throw .note(.malformedValue(of: "number")) }
        time = try lines.timeField()
        follows = lines.optionalValue(for: "follows").map(String.init)
        let unknown = try lines.finishFields()
        guard follows.map(Fingerprint.isDeviceName) ?? true else {
            throw .note(.malformedValue(of: "follows"))
        }
        guard Self.isAcceptable(name: name) else { throw .unacceptableName }
        fingerprint = Fingerprint(deviceKey: key.publicKey)
        guard key.type == .ed25519, key.name == fingerprint.deviceName else {
            throw .contradiction(.deviceName)
        }
        guard follows != key.name else { throw .contradiction(.followsItself) }
        self.role = role
        self.recipient = recipient
        self.note = note
        try note.requireOnlySignature(by: key)
        try unknown.requireNoneToKnow()
    }

    /// The key that verifies the owner's cosignatures.
    package var cosignatureKey: VerifierKey {
        VerifierKey(name: key.name, publicKey: key.publicKey, type: .cosignature)
    }

    /// As it travels: a signed note.
    package var encoded: [UInt8] { note.encoded }

    /// Whether a pseudonym can be shown anywhere without surprise: 1 to 64 code points, at most 256
    /// bytes, no white space at its ends, and nothing invisible but the joiners that some scripts
    /// need.
    package static func isAcceptable(name: String) -> Bool {
        guard (1...64).contains(name.unicodeScalars.count), name.utf8.count <= 256,
            name.unicodeScalars.first?.properties.isWhitespace == false,
            name.unicodeScalars.last?.properties.isWhitespace == false
        else { return false }
        let joiners: [Unicode.Scalar] = ["\u{200C}", "\u{200D}"]
        guard name.unicodeScalars.contains(where: { !joiners.contains($0) }) else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .format: joiners.contains(scalar)
            case .control, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}

extension Card: Encodable {
    private enum Key: CodingKey {
        case name, role, device, fingerprint, safetyNumber, number, card
    }

    /// For programs: what it says, and the card itself.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(role, forKey: .role)
        try container.encode(fingerprint.deviceName, forKey: .device)
        try container.encode(fingerprint.hex, forKey: .fingerprint)
        try container.encode("\(fingerprint.safetyNumber)", forKey: .safetyNumber)
        try container.encode(number, forKey: .number)
        try container.encode(text, forKey: .card)
    }

    /// The card, as it travels.
    public var text: String { String(decoding: encoded, as: UTF8.self) }
}
