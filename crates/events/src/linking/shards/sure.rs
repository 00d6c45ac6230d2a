//! Which links of some reports are the same among all reports.
//!
//! What is believed of two reports depends on all that are near either; who is grouped with whom, on those whom belief, ties
//! and decisions connect. So a group is sure where all are here that are near its reports, and near those.

use crate::linking::links::Links;

impl Links {
    /// By report: whether its links and reasons are what they would be among all. `is_whole` are those of whom all are here that
    /// are near them, `is_tied` those of whom all are here that they are tied to. All must be settled.
    pub(super) fn sure(&mut self, is_whole: &[bool], is_tied: &dyn Fn(&Links, u32) -> bool) -> Vec<bool> {
        let mut out = vec![false; self.items.len()];
        self.each_neighbourhood(&mut |links, neighbourhood| {
            let is_sure = |item: &u32| {
                let mut others = links.edges[*item as usize].iter();
                is_whole[*item as usize] && is_tied(links, *item) && others.all(|edge| is_whole[edge.other as usize])
            };
            let is_sure = neighbourhood.iter().all(is_sure);
            neighbourhood.iter().for_each(|item| out[*item as usize] = is_sure);
        });
        out
    }

    /// Those whom belief, ties and decisions connect, once each.
    pub(super) fn each_neighbourhood(&mut self, each: &mut dyn FnMut(&Links, &[u32])) {
        self.round += 1;
        let mut found = Vec::new();
        for item in self.items.numbers() {
            if self.visited[item as usize] != self.round {
                self.neighbourhood(item, &mut found);
                each(self, &found);
            }
        }
    }
}
