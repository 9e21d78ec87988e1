import AgeFile

/// What can be seen of an age file without a key.
struct InspectionOutput: Encodable {
    let inspection: Inspection

    private enum Key: CodingKey {
        case armored, postQuantum, stanzas, headerBytes, payloadBytes, plaintextBytes
    }

    private struct Stanzas: Encodable {
        let type: String
        let count: Int
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(inspection.isArmored, forKey: .armored)
        try container.encode(inspection.isPostQuantum, forKey: .postQuantum)
        try container.encode(
            inspection.stanzaKinds.map { Stanzas(type: $0.type, count: $0.count) },
            forKey: .stanzas)
        try container.encode(inspection.headerByteCount, forKey: .headerBytes)
        try container.encode(inspection.payloadByteCount, forKey: .payloadBytes)
        // null where the file is cut off, so that it is not overlooked.
        try container.encode(inspection.plaintextByteCount, forKey: .plaintextBytes)
    }
}
