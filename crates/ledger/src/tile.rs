//! Tiles: the hashes of the tree in files of 256, as <https://c2sp.org/tlog-tiles> lays them out, so that any web server and
//! any disk can give out a log.

use crate::digest::Digest;
use crate::tree::root_of;

/// Hashes in a full tile, and entries in a full bundle.
pub const WIDTH: u64 = 256;

/// One tile of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// 0 for leaves; each hash of a level stands for a full tile of the one below.
    pub level: u8,
    /// Its place in its level, from 0.
    pub index: u64,
    /// Its hashes; fewer than [`WIDTH`] only in the last tile of a level.
    pub hashes: Vec<Digest>,
}

impl Tile {
    /// Where it lies.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, numbered(self.index, self.hashes.len() as u64))
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }
}

/// The path of a file with that number, which holds so many: `x001/x234/067`, `000.p/5`.
pub fn numbered(index: u64, n_held: u64) -> String {
    let mut parts = vec![format!("{:03}", index % 1_000)];
    let mut rest = index / 1_000;
    while rest > 0 {
        parts.push(format!("x{:03}", rest % 1_000));
        rest /= 1_000;
    }
    parts.reverse();
    let path = parts.join("/");
    if n_held < WIDTH { format!("{path}.p/{n_held}") } else { path }
}

/// All tiles of a log with these leaves.
pub fn tiles(leaves: &[Digest]) -> Vec<Tile> {
    let mut out = Vec::new();
    let mut hashes = leaves.to_vec();
    let mut level = 0;
    while !hashes.is_empty() {
        let mut above = Vec::new();
        for (index, part) in (0..).zip(hashes.chunks(WIDTH as usize)) {
            if part.len() as u64 == WIDTH {
                above.push(root_of(part));
            }
            out.push(Tile { level, index, hashes: part.to_vec() });
        }
        hashes = above;
        level += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::leaf_hash;

    #[test]
    fn paths_are_those_of_the_standard() {
        assert_eq!(numbered(0, 256), "000");
        assert_eq!(numbered(0, 5), "000.p/5");
        assert_eq!(numbered(1_234_067, 256), "x001/x234/067");
        assert_eq!(numbered(1_000, 1), "x001/000.p/1");
    }

    #[test]
    fn each_hash_stands_for_a_full_tile_below() {
        let leaves: Vec<Digest> = (0u32..600).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let tiles = tiles(&leaves);
        let paths: Vec<String> = tiles.iter().map(Tile::path).collect();
        assert_eq!(paths, ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]);
        assert_eq!(tiles[3].hashes, [root_of(&leaves[..256]), root_of(&leaves[256..512])]);
        assert_eq!(tiles[2].to_bytes().len(), 88 * 32);
        assert!(super::tiles(&[]).is_empty());
    }
}
