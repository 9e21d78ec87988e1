/// What is fuzzed, by the name that `Scripts/fuzz` is given. What is wrong ends the process.
enum Target: String, CaseIterable {
    // Age files.
    case header, armor, keys, open, damage
    // What lies in them, or comes by itself.
    case tar, notes, leaves, record, parts, proof, evidence, bundle
    // A whole bundle, into a vault in memory.
    case vault

    func run(_ bytes: [UInt8]) {
        switch self {
        case .header: fuzzHeader(bytes)
        case .armor: fuzzArmor(bytes)
        case .keys: fuzzKeys(bytes)
        case .open: fuzzOpen(bytes)
        case .damage: fuzzDamage(bytes)
        case .tar: fuzzTar(bytes)
        case .notes: fuzzNotes(bytes)
        case .leaves: fuzzLeaves(bytes)
        case .record: fuzzRecord(bytes)
        case .parts: fuzzParts(bytes)
        case .proof: fuzzProof(bytes)
        case .evidence: fuzzEvidence(bytes)
        case .bundle: fuzzBundle(bytes)
        case .vault: fuzzVault(bytes)
        }
    }
}
