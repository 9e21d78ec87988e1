import CLinux

/// How many columns a terminal gives to characters.
package enum CharacterWidth {
    /// 0 for marks, joiners and controls, 2 for wide characters, else 1.
    package static func columnCount(of scalar: Unicode.Scalar) -> Int {
        if (0x20..<0x7F).contains(scalar.value) { return 1 }
        return max(0, Int(column_count(scalar.value)))
    }
}
