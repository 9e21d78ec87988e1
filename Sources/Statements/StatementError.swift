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
}

/// Which parts of a statement do not belong together.
package enum Contradiction: Hashable, Sendable {
    /// A card's name of its device is not the one that its keys give.
    case deviceName
    /// A receipt names another coordinator than its signer.
    case signer
    /// A receipt and its checkpoint have another size or root.
    case heads
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

    /// Checks that all lines were read.
    package func finishFields() throws(StatementError) {
        do {
            try finish()
        } catch {
            throw .note(error)
        }
    }
}
