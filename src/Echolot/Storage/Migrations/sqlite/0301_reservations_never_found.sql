-- A robots.txt that could not be read was taken for one that forbids us; the next look that succeeds finds the true ones again.
delete from source_reservation where kind = 'RobotsUs' and example = 0;
