package import TransparencyLog

/// Why a card, leaf, receipt, record note or manifest is refused.
package enum StatementError: Error, Hashable, Sendable {
    /// It is not the note that it should be, or it is not signed as it should be.
    case note(NoteError)
    /// It carries other signatures than the one that it should.
    case wrongSignatures
    /// Its parts do not belong together.
    case contradiction(Contradiction)
    /// A stretch of leaves ends within one.
    case cutLeaf
    /// The pseudonym is empty, too long, or has characters that cannot be seen.
    case unacceptableName
    /// It was not made for whoever reads it.
    case notAddressed

    /// Whether a later version made it: it is not used, and nothing is wrong with it.
    package var isNewer: Bool {
        if case .note(.needsNewer) = self { true } else { false }
    }
}

/// Which parts of a statement do not belong together.
package enum Contradiction: Hashable, Sendable {
    /// A card's name of its device is not the one that its key gives.
    case deviceName
    /// A card follows its own device.
    case followsItself
    /// A receipt names another coordinator than its signer.
    case signer
    /// A receipt and its checkpoint have another size or root.
    case heads
    /// A receipt names an object in two of its lists.
    case receiptLists
    /// A manifest lists a receipt, and more than one recipient.
    case sharedReceipt
    /// A manifest lists other entries than a bundle holds, or lists them in another order.
    case entries
}

/// Runs a call of the note reader, and hands its error on as this module's.
package func reading<Result>(
    _ call: () throws(NoteError) -> Result
) throws(StatementError) -> Result {
    do {
        return try call()
    } catch {
        throw .note(error)
    }
}

extension SignedNote {
    /// Checks that there is one signature, and that it is this key's.
    package func requireOnlySignature(by key: VerifierKey) throws(StatementError) {
        guard signatures.count == 1 else { throw .wrongSignatures }
        try reading { () throws(NoteError) in try verify(by: key) }
    }
}

extension NoteLines {
    /// The value of the next line, which must have this key.
    package mutating func field(_ key: String) throws(StatementError) -> Substring {
        do {
            return try value(for: key)
        } catch {
            throw .note(error)
        }
    }

    /// The time in the next line.
    package mutating func timeField() throws(StatementError) -> Timestamp {
        guard let time = Timestamp(try field("time")) else {
            throw .note(.malformedValue(of: "time"))
        }
        return time
    }

    /// The object id in the next line.
    package mutating func idField(_ key: String) throws(StatementError) -> ObjectID {
        guard let id = ObjectID(hex: try field(key)) else {
            throw .note(.malformedValue(of: key))
        }
        return id
    }

    /// The fingerprints in the next lines: 1 to 64, in ascending order.
    package mutating func fingerprintFields(
        _ key: String
    ) throws(StatementError) -> [Fingerprint] {
        let values = values(for: key)
        let fingerprints = values.compactMap { Fingerprint(hex: $0) }
        guard (1...64).contains(values.count), fingerprints.count == values.count,
            zip(fingerprints, fingerprints.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .note(.malformedValue(of: key)) }
        return fingerprints
    }

    /// The decimal number in the next line.
    package mutating func numberField(_ key: String) throws(StatementError) -> UInt64 {
        do {
            return try number(for: key)
        } catch {
            throw .note(error)
        }
    }

    /// The name of a device in the next line.
    package mutating func deviceField(_ key: String) throws(StatementError) -> String {
        let name = try field(key)
        guard Fingerprint.isDeviceName(name) else { throw .note(.malformedValue(of: key)) }
        return String(name)
    }

    /// The object ids in the next lines, none of them twice.
    package mutating func idFields(_ key: String) throws(StatementError) -> [ObjectID] {
        let values = values(for: key)
        let ids = values.compactMap { ObjectID(hex: $0) }
        guard ids.count == values.count, Set(ids).count == ids.count else {
            throw .note(.malformedValue(of: key))
        }
        return ids
    }

    /// Takes the lines that a later version added.
    @discardableResult
    package mutating func finishFields() throws(StatementError) -> UnknownLines {
        do {
            return try finish()
        } catch {
            throw .note(error)
        }
    }
}

extension UnknownLines {
    /// Checks that nothing in them must be understood.
    package func requireNoneToKnow() throws(StatementError) {
        try reading { () throws(NoteError) in try requireNone() }
    }
}
