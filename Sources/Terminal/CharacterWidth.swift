import CLinux

/// How many columns a terminal gives to characters.
package enum CharacterWidth {
    /// 0 for marks, joiners and controls, 2 for wide characters, else 1. What the system's tables do not know
    /// yet counts as terminals show it: 2 among emoji and ideographs.
    package static func columnCount(of scalar: Unicode.Scalar) -> Int {
        // Most of what is written, without asking the system's tables.
        switch scalar.value {
        case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x384..<0x483, 0x48A..<0x530, 0x5D0..<0x5EB,
            0x621..<0x64B, 0x671..<0x6D4, 0x1E00..<0x1F00, 0x2010..<0x2028:
            return 1
        case 0x3041..<0x3097, 0x4E00..<0xA000, 0xAC00..<0xD7A4: return 2
        case ..<0x20, 0x7F..<0xA0: return 0
        default: break
        }
        let count = Int(column_count(scalar.value))
        if count >= 0 { return count }
        return switch scalar.value {
        case 0x2028...0x2029: 0
        case 0x1F000..<0x20000, 0x20000..<0x3FFFE: 2
        default: 1
        }
    }
}
