import SystemPackage
import TestimonyVault
import Words

extension Report {
    /// So many names stand in a line that could hold any number of them.
    static let mostNames = 5

    /// What lies in a folder and is not attached.
    static func leftOut(of folder: FilePath, _ files: [FolderFiles.LeftOut]) {
        guard !files.isEmpty else { return }
        let named = files.prefix(mostNames)
        notice(.leftOut(of: folder, Array(named), more: files.count - named.count))
    }
}
